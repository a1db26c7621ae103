from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from jobs import queue
from jobs.asking import NotAllowed
from jobs.models import Asker, Job


@require_safe
@never_cache
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the work stands: the inside of the progress component for htmx, else a page.

    Finished work reloads the page it was asked from; unchanged progress answers 204, so that a
    screen reader is not told the same words every second.
    """
    found = _visible_job(request, pk)
    if not request.headers.get("HX-Request"):
        return render(request, "jobs/job.html", {"job": found, "here": request.path})
    if found.is_finished:
        return HttpResponseClientRefresh()
    if request.GET.get("seen") == found.progress:
        return HttpResponse(status=204)
    return render(request, "jobs/job_now.html", {"job": found})


@require_POST
def job_try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Put failed work back in the queue and return to the page the button was on (`next`)."""
    found = _visible_job(request, pk)
    by = request.user if request.user.is_authenticated else None
    try:
        taken = queue.try_again(found, by=by)
    except NotAllowed as refused:
        messages.error(request, str(refused))
    else:
        if taken:
            messages.success(request, f"{found.subject}: it is being tried again.")
        else:
            already = f"{found.subject}: somebody else has already asked for it again."
            messages.info(request, already)
    return redirect(_way_back(request, found))


def _visible_job(request: HttpRequest, pk: int) -> Job:
    member = cast(Asker, request.user)
    return get_object_or_404(Job.objects.visible_to(member), pk=pk)


def _way_back(request: HttpRequest, found: Job) -> str:
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else reverse("jobs:job", args=[found.pk])
