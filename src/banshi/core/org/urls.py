from django.urls import path

from banshi.core.org.views import accounts, groups, outside, people, posts, units

app_name = "org"
urlpatterns = [
    path("", units.units, name="units"),
    path("units/open", units.open_unit, name="open_unit"),
    path("units/<uuid:uid>", units.unit, name="unit"),
    path("units/<uuid:uid>/change", units.change_unit, name="change_unit"),
    path("units/<uuid:uid>/close", units.close_unit, name="close_unit"),
    path("units/<uuid:uid>/posts/open", units.open_post, name="open_post"),
    path("posts/<uuid:uid>", posts.post, name="post"),
    path("posts/<uuid:uid>/change", posts.change_post, name="change_post"),
    path("posts/<uuid:uid>/appoint", posts.appoint, name="appoint"),
    path("posts/<uuid:uid>/hand-over", posts.hand_over, name="hand_over"),
    path("posts/<uuid:uid>/vacate", posts.vacate, name="vacate"),
    path("posts/<uuid:uid>/deputise", posts.deputise, name="deputise"),
    path("posts/<uuid:uid>/deputies/<slug:starts_on>/end", posts.revoke_deputy, name="revoke_deputy"),
    path("posts/<uuid:uid>/close", posts.close_post, name="close_post"),
    path("people", people.people, name="people"),
    path("people/enter", people.enter_person, name="enter_person"),
    path("people/<uuid:uid>", people.person, name="person"),
    path("people/<uuid:uid>/name", people.reveal, name="reveal"),
    path("people/<uuid:uid>/name/enter", people.name_person, name="name_person"),
    path("people/<uuid:uid>/account", people.link_account, name="link_account"),
    path("people/<uuid:uid>/account/open", accounts.give_account, name="give_account"),
    path("people/<uuid:uid>/account/password", accounts.renew_password, name="renew_password"),
    path("people/<uuid:uid>/account/close", accounts.close_account, name="close_account"),
    path("people/<uuid:uid>/account/factors", accounts.reset_factors, name="reset_factors"),
    path("people/<uuid:uid>/account/identity", accounts.bind_identity, name="bind_identity"),
    path(
        "people/<uuid:uid>/account/identity/<uuid:identity>/end", accounts.end_identity, name="end_identity"
    ),
    path("people/<uuid:uid>/end", people.end_person, name="end_person"),
    path("groups", groups.groups, name="groups"),
    path("groups/form", groups.form_group, name="form_group"),
    path("groups/<uuid:uid>", groups.group, name="group"),
    path("groups/<uuid:uid>/seats/give", groups.seat_post, name="seat_post"),
    path("groups/<uuid:uid>/seats/<uuid:post>/end", groups.unseat_post, name="unseat_post"),
    path("groups/<uuid:uid>/close", groups.close_group, name="close_group"),
    path("outside", outside.outside_list, name="outside_list"),
    path("outside/register", outside.register_outside, name="register_outside"),
    path("outside/<uuid:uid>", outside.outside, name="outside"),
    path("outside/<uuid:uid>/change", outside.change_outside, name="change_outside"),
    path("outside/<uuid:uid>/close", outside.close_outside, name="close_outside"),
    path("names/<uuid:uid>/add", outside.add_alias, name="add_alias"),
    path("names/<uuid:uid>/take-back", outside.withdraw_alias, name="withdraw_alias"),
]
