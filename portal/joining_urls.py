"""Addresses of binding, invitations and the firm's accounts."""

from django.urls import path

from portal import binding, menu, people

urlpatterns = [
    path("bind/", binding.bind, name="bind"),
    path("bind/firm/", binding.firm, name="bind_firm"),
    path("bind/ask/", binding.ask, name="bind_ask"),
    path("bind/person/", binding.person, name="bind_person"),
    path("bind/account/", binding.account, name="bind_account"),
    path("bind/done/", binding.bound, name="bound"),
    path("bind/requests/<uuid:public_id>/", binding.bind_request, name="bind_request"),
    path("bind/requests/<uuid:public_id>/withdraw/", binding.bind_withdraw, name="bind_withdraw"),
    path("join/<str:token>/", people.join, name="join"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite_page, name="invite"),
    path("people/leave/", people.leave_page, name="leave"),
    path("people/invitations/<int:pk>/cancel/", people.invitation_cancel_page, name="invitation_cancel"),
    path("people/requests/<uuid:public_id>/", people.answer_page, name="answer"),
    path("people/<int:pk>/end/", people.end_page, name="person_end"),
    path("people/<int:pk>/hand-over/", people.hand_over_page, name="hand_over"),
]
menu.register("账号管理", "portal:people", 90, roles=people.FIRM)
