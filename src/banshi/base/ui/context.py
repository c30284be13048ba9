"""What every page's shell needs."""


def shell(request):
    """Context of the shell."""
    return {"actor": getattr(request, "actor", None), "zone": getattr(request, "zone", None)}
