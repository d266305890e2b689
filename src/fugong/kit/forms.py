"""Forms look alike everywhere: one renderer, one field template."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Django's forms drawn with the kit's templates."""

    form_template_name = "kit/form_fields.html"
    field_template_name = "kit/field.html"
