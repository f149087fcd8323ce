"""What stands on the sheets of a report's workbook, in the three languages."""

from __future__ import annotations

from typing import Final

from engine.methodology import Words

ABOUT: Final = Words("Анықтама", "Сведения", "About")
VALUES: Final = Words("Мәндер", "Значения", "Values")
PROGRAMMES: Final = Words("Бағдарламалар", "Программы", "Programmes")

TITLE: Final = Words("Есептік ақпарат кітабы", "Книга отчётной информации", "Workbook of a report")
BODY: Final = Words("Орган", "Орган", "Body")
YEAR: Final = Words("Есепті жыл", "Отчётный год", "Reporting year")
BLOCK: Final = Words("Блок", "Блок", "Block")
VERSION: Final = Words("Әдістеме редакциясы", "Редакция методики", "Version of the methodology")
HOW: Final = (
    Words(
        "Сары ұяшықтарды толтырыңыз. Анықтамасы мен құжаты – код ұяшығының түсініктемесінде.",
        "Заполните жёлтые ячейки. Определение и нужный документ – в примечании к ячейке с кодом.",
        "Fill in the yellow cells. The definition and the document asked for stand in the note of the code's cell.",
    ),
    Words(
        "Мән берілмесе, оны бос қалдырып, себебін қасындағы бағанға жазыңыз.",
        "Если значение не может быть представлено, оставьте его пустым и напишите причину в соседнем столбце.",
        "Where a value cannot be given, leave it empty and write why in the column beside it.",
    ),
    Words(
        "Бос ұяшық порталдағы мәнді өзгертпейді.",
        "Пустая ячейка не меняет значение на портале.",
        "An empty cell leaves the value on the portal as it is.",
    ),
    Words(
        "Сұрыптауға және сүзуге болады. Бағандарды, жолдардың кодын және парақтардың атын өзгертпеңіз.",
        "Сортировать и фильтровать можно. Не меняйте столбцы, коды строк и названия листов.",
        "You may sort and filter. Do not change the columns, the codes of rows and the names of sheets.",
    ),
    Words(
        "Толтырылған файлды порталдағы осы есептің «Excel кітабы түріндегі есеп» бетінде жүктеңіз. Растайтын құжаттар "
        "порталда тіркеледі.",
        "Загрузите заполненный файл на портале, на странице «Отчёт в виде книги Excel». Подтверждающие документы "
        "прикладываются на портале.",
        "Upload the filled-in file on the portal, on the page “The report as an Excel workbook”. Supporting documents are "
        "attached on the portal.",
    ),
)

CODE: Final = Words("Код", "Код", "Code")
NAME: Final = Words("Деректер", "Данные", "Data item")
MEASURED: Final = Words("Бірлігі, кезеңі", "Единица, период", "Unit, period")
VALUE: Final = Words("Мәні", "Значение", "Value")
REASON: Final = Words("Неге берілмейді", "Почему не представлено", "Why it cannot be given")
BEFORE: Final = Words("Өткен жылғы мәні", "Значение прошлого года", "Last year's value")
DOCUMENT: Final = Words("Сұралатын құжат", "Запрашиваемый документ", "Document asked for")
PROGRAMME: Final = Words(
    "Бюджеттік бағдарлама коды", "Код бюджетной программы", "Code of the budget programme"
)
PICK: Final = Words(
    "Жауапты тізімнен таңдаңыз.", "Выберите ответ из списка.", "Choose the answer from the list."
)
USED_IN: Final = Words("Қайда ескеріледі", "Где учитывается", "Where it counts")

#: Columns of the sheet of values, in order.
HEADINGS: Final = (CODE, NAME, MEASURED, VALUE, REASON, BEFORE, DOCUMENT)
