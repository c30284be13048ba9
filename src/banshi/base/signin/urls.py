from django.urls import path

from banshi.base.signin.views import door, factors, passkeys, places

app_name = "signin"
urlpatterns = [
    path("in", door.sign_in, name="sign_in"),
    path("second", door.second, name="second"),
    path("passkey", door.passkey_in, name="passkey_in"),
    path("passkey/options/<slug:purpose>", passkeys.options, name="passkey_options"),
    path("out", door.sign_out, name="sign_out"),
    path("password", door.password, name="password"),
    path("zone", door.choose_zone, name="zone"),
    path("first", door.first_admin, name="first_admin"),
    path("again", factors.again, name="again"),
    path("factors", factors.factors, name="factors"),
    path("factors/app", factors.add_app, name="add_app"),
    path("factors/passkey", factors.add_passkey, name="add_passkey"),
    path("factors/passkey/options", factors.passkey_new_options, name="new_passkey_options"),
    path("factors/codes", factors.renew_codes, name="renew_codes"),
    path("factors/<uuid:uid>/end", factors.end_factor, name="end_factor"),
    path("places", places.places, name="places"),
    path("places/others", places.end_others, name="end_other_places"),
    path("places/<slug:public>/end", places.end, name="end_place"),
]
