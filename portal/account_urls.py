"""Addresses of one's own account and of a forgotten password."""

from django.urls import path

from portal import account, account_todo, menu, recovery, second_factor  # noqa: F401 - account_todo registers itself

urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/email/", account.email_page, name="account_email"),
    path("account/confirm/<slug:channel>/", account.confirm_page, name="account_confirm"),
    path("account/sign-ins/end/", account.sign_in_end_page, name="sign_in_end"),
    path("account/download/", account.download, name="account_download"),
    path("second-factor/", second_factor.code_page, name="second_factor"),
    path("second-factor/set-up/", second_factor.setup_page, name="second_factor_setup"),
    path("second-factor/codes/", second_factor.codes_page, name="second_factor_codes"),
    path("second-factor/off/", second_factor.off_page, name="second_factor_off"),
    path("forgotten/", recovery.forgotten, name="forgotten"),
    path("forgotten/code/", recovery.recover_page, name="recover"),
]
menu.register("我的账号", "portal:account", 95)
