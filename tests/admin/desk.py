"""What a person at the desk does: opens a form, types, presses a button."""

from django.urls import reverse


def url(item_or_model, page, *args):
    opts = item_or_model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=args)


def open_form(client, item):
    return client.get(url(item, "change", item.pk))


def form_values(response) -> dict:
    """What the form on a page would post if it were sent as it stands."""
    forms = [response.context["adminform"].form, response.context["publish_form"]]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values = {}
    for field in (field for form in forms for field in form):
        value = field.value()
        if isinstance(value, list | tuple):
            value = [getattr(row, "pk", row) for row in value]
        if value is not None and value is not False:
            values[field.html_name] = value
    return values


def submit(client, item, button="_save", **changes):
    """Open an item's form, type `changes`, and press `button`."""
    values = form_values(open_form(client, item))
    return client.post(
        url(item, "change", item.pk), {**values, **changes, button: "1"}, follow=True
    )


def messages_of(response) -> str:
    """The messages on a page."""
    return " ".join(str(message) for message in response.context["messages"])


def form_errors(response) -> dict:
    return response.context["adminform"].form.errors
