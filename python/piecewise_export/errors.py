"""The one exception that a user of the exporter has to expect."""


class ExportError(Exception):
    """A model cannot be exported; the message says why and, where there is one, the way out."""
