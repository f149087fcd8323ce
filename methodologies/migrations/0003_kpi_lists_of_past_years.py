"""Lists approved before there were drafts: each becomes the first version of its year's list, through every state."""

from typing import Any

from django.db import migrations

FIELDS = ("code", "name_kk", "name_ru", "name_en", "unit", "better")


def _number(value: Any) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def keep_lists(apps: Any, _schema: Any) -> None:
    """One version for each year that has indicators; its state moves as the database's own guard asks."""
    indicators = apps.get_model("methodologies", "KeyPerformanceIndicator").objects
    lists = apps.get_model("methodologies", "KpiList").objects
    for cycle in indicators.order_by().values_list("cycle_id", flat=True).distinct():
        listed = list(indicators.filter(cycle_id=cycle).select_related("body").order_by("body__order", "pk"))
        rows = [
            {
                "body": one.body.slug,
                **{field: getattr(one, field) for field in FIELDS},
                "weight": _number(one.weight),
                "plan": _number(one.plan),
            }
            for one in listed
        ]
        found = lists.create(
            cycle_id=cycle,
            rows=rows,
            order_number=listed[0].order_number,
            order_date=listed[0].order_date,
        )
        for state in ("submitted", "approved"):
            lists.filter(pk=found.pk).update(state=state)


class Migration(migrations.Migration):
    dependencies = [("methodologies", "0002_kpi_lists")]

    operations = [migrations.RunPython(keep_lists, migrations.RunPython.noop)]
