"""Charts in templates."""

from django import template

from relations.series.charts import chart_of, sparkline_of

register = template.Library()


@register.inclusion_tag("relations/_chart.html")
def chart(statistic):
    """Render the chart of a statistic's series; nothing for fewer than two dated values."""
    return {"chart": chart_of(statistic, statistic.series())}


@register.inclusion_tag("relations/_sparkline.html")
def sparkline(statistic):
    """Render the shape of a statistic's series, for a row that has the latest value in words."""
    return {"spark": sparkline_of(statistic, statistic.series())}
