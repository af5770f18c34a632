"""Five faces."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.feedback.actions import rate
from minzheng.core.feedback.queries import rating_of
from minzheng.core.feedback.rules import LEVELS, ONLINE_TAGS, is_bad
from minzheng.faces.kit.typed import given_back, keeps_typed
from minzheng.faces.portal.frame import actor_of, day_words, now, own_case, page, under_any_hat
from minzheng.kernel.errors import Invalid


@keeps_typed()
@under_any_hat
def rate_case(request: HttpRequest, case_no: str) -> HttpResponse:
    """Rate a case, or see how it was rated."""
    row = own_case(request, case_no)
    case_url = reverse("portal:case", args=[case_no])
    given = rating_of(row["id"])
    if given is not None:
        context = {
            "face": given.level,
            "face_text": LEVELS[given.level],
            "title": row["title"],
            "low": is_bad(given.level),
            "follow_up": "1 个工作日内会有人联系您。" if is_bad(given.level) else "",
            "case_url": case_url,
            "home_url": reverse("portal:home"),
        }
        return page(request, "rated.html", context, nav="cases")
    errors: list[dict[str, str]] = []
    sent = given_back(request) or request.POST
    score, why = sent.get("score", ""), sent.getlist("why")
    if request.method == "POST":
        try:
            rate(
                by=actor_of(request),
                at=now(),
                case_id=row["id"],
                level=int(score) if score in "12345" and score else 0,
                tags=why,
                text=request.POST.get("say", ""),
            )
        except Invalid as invalid:
            errors = [{"href": "#score-5", "text": one.message} for one in invalid.fields]
        else:
            return HttpResponseRedirect(reverse("portal:rate", args=[case_no]))
    context = {
        "title": row["title"],
        "closed": f"{day_words(row['closed_at'])}办结" if row["closed_at"] else "",
        "case_url": case_url,
        "action_url": reverse("portal:rate", args=[case_no]),
        "score": score,
        "say": sent.get("say", ""),
        "reasons": [{"value": tag, "text": tag, "chosen": tag in why} for tag in ONLINE_TAGS],
        "errors": errors,
        "hidden": [],
    }
    return page(request, "rate.html", context, nav="cases", status=422 if errors else 200)
