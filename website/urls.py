"""The public's door."""

from django.urls import path
from django.views.generic import RedirectView

from website.kinds import LICENCE, OTHERS, PENALTY
from website.views import (
    correcting,
    entry,
    finding,
    open_data,
    papers,
    promising,
    reading,
    repairing,
    showing,
    verifying,
)

app_name = "website"
urlpatterns = [
    path("", reading.home, name="home"),
    path("sign-in/", entry.entry, name="entry"),
    path("search/", finding.search, name="search"),
    path("decisions/licences/", finding.decision_list, {"kind": LICENCE}, name="licences"),
    path("decisions/penalties/", finding.decision_list, {"kind": PENALTY}, name="penalties"),
    path("decisions/others/", finding.decision_list, {"kind": OTHERS}, name="others"),
    path("decisions/", RedirectView.as_view(pattern_name="website:licences"), name="decisions"),
    path("decisions/<str:public_id>/", showing.decision, name="decision"),
    path("papers/<str:public_id>/", papers.paper, name="paper"),
    path("subjects/<str:public_id>/", showing.subject, name="subject"),
    path("verify/", verifying.verify_report, name="verify"),
    path("repair/", repairing.guide, name="repair"),
    path("repair/check/", repairing.self_check, name="repair_check"),
    path("repair/verify/", repairing.verify_letter, name="repair_verify"),
    path("commitments/", promising.commitments, name="commitments"),
    path("commitments/matters/", promising.commitment_matters, name="commitment_matters"),
    path("commitments/matters/<slug:code>/", promising.commitment_matter, name="commitment_matter"),
    path("commitments/matters/<slug:code>/form.pdf", promising.commitment_form, name="commitment_form"),
    path("commitments/verify/", promising.commitment_verify, name="commitment_verify"),
    path("commitments/<str:public_id>/", promising.commitment, name="commitment"),
    path("commitments/<str:public_id>/letter.pdf", promising.commitment_letter, name="commitment_letter"),
    path("removals/", repairing.taken_down, name="removals"),
    path("objections/", correcting.objections, name="objections"),
    path("objections/report/", correcting.report_error, name="report_page"),
    path("objections/report/<str:public_id>/", correcting.report_error, name="report_error"),
    path("objections/track/", correcting.track_report, name="track_report"),
    path("objections/errata/", correcting.errata, name="errata"),
    path("months/", reading.months, name="months"),
    path("open-data/", open_data.open_data, name="open_data"),
    path("open-data/<str:name>", open_data.open_data_file, name="open_data_file"),
    path("about/", reading.about, name="about"),
    path("privacy/", reading.privacy, name="privacy"),
    path("robots.txt", reading.robots, name="robots"),
    path("sitemap.xml", reading.sitemap, name="sitemap"),
]
