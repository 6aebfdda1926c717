"""What a person at the desk does: opens a form, types, presses a button."""

from django.urls import reverse


def address(item_or_model, page, *args):
    opts = item_or_model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=args)


def open_form(client, item):
    return client.get(address(item, "change", item.pk))


def typed(response) -> dict:
    """What the form on a page would send if it were sent as it stands."""
    forms = [response.context["adminform"].form, response.context["publish_form"]]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    sent = {}
    for field in (field for form in forms for field in form):
        value = field.value()
        if isinstance(value, list | tuple):
            value = [getattr(one, "pk", one) for one in value]
        if value is not None and value is not False:
            sent[field.html_name] = value
    return sent


def send(client, item, button="_save", **changes):
    """Open an item's form, type `changes`, and press `button`."""
    form = typed(open_form(client, item))
    return client.post(
        address(item, "change", item.pk), {**form, **changes, button: "1"}, follow=True
    )


def said(response) -> str:
    """The messages on a page."""
    return " ".join(str(message) for message in response.context["messages"])


def errors(response) -> dict:
    return response.context["adminform"].form.errors
