"""Accounts in Django's admin, for administrators."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from desk.people.models import User


@admin.register(User)
class AccountAdmin(UserAdmin):  # type: ignore[type-arg]
    list_display = ("username", "display_name", "role", "office", "is_active", "last_login")
    list_filter = ("role", "office", "is_active")
    search_fields = ("username", "display_name")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "must_change_password", "is_active")}),
        (_("Desk"), {"fields": ("display_name", "role", "office", "email")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    *("username", "usable_password", "password1", "password2"),
                    *("display_name", "role", "office", "must_change_password"),
                )
            },
        ),
    )
