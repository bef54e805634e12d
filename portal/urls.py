"""The firms' and practitioners' door. Each part brings its own addresses: one include line, flat names, no namespace of its own."""

from django.urls import URLPattern, URLResolver, include, path

from portal import home, menu, signing_in

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("sign-in/", signing_in.SignIn.as_view(), name="sign_in"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("password/", signing_in.password, name="password"),
    path("switch/", signing_in.switch, name="switch"),
    path("", include("portal.account_urls")),
    path("", include("portal.joining_urls")),
    path("", include("portal.own.urls")),
    path("", include("portal.promises.urls")),
    path("", include("portal.repair.urls")),
    path("", include("portal.objections.urls")),
]
menu.register("首页", "portal:home", 10)
