"""Everyone's own account: signing in, the password, where I am signed in, the department's provider.

Of the sign-in package's pages only these have an address. Its page of e-mail addresses is left out
on purpose: who finds a desk unattended could add an address there and have a link sent to it. The
names begin with `account_`, as the package's do: they are open to every role.
"""

from allauth.account import views as package
from django.urls import path, re_path
from django.views.generic import RedirectView

from accounts.views import addresses, own_sessions, single_sign_on

# Who has no password of their own yet gets a link for one by mail, as who forgot it does.
password_by_mail = RedirectView.as_view(pattern_name="account_reset_password")

urlpatterns = [
    path("login/", package.login, name="account_login"),
    path("logout/", package.logout, name="account_logout"),
    path("signup/", package.signup, name="account_signup"),
    path("inactive/", package.account_inactive, name="account_inactive"),
    path("reauthenticate/", package.reauthenticate, name="account_reauthenticate"),
    path("password/change/", package.password_change, name="account_change_password"),
    path("password/set/", password_by_mail, name="account_set_password"),
    path("password/reset/", package.password_reset, name="account_reset_password"),
    path("password/reset/done/", package.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        package.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        package.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("address/<str:token>/confirm/", addresses.confirm, name="account_address_confirm"),
    path("address/<str:token>/object/", addresses.object_to, name="account_address_object"),
    path("sessions/", own_sessions.sessions, name="account_sessions"),
    path("sessions/<int:pk>/end/", own_sessions.session_end, name="account_session_end"),
    path("sessions/end/", own_sessions.sessions_end, name="account_sessions_end"),
    path("session/left/", own_sessions.session_left, name="account_session_left"),
    path("session/stay/", own_sessions.session_stay, name="account_session_stay"),
    path("single-sign-on/", single_sign_on.begin, name="account_single_sign_on"),
    path("single-sign-on/back/", single_sign_on.back, name="account_single_sign_on_back"),
    path("single-sign-on/link/<str:key>/", single_sign_on.link, name="account_single_sign_on_link"),
]
