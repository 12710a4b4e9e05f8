"""What is wrong with a password is said in the interface's language, each rule of ours."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import override

from desk.people.models import User

SIGNS = {"fr": "mot de passe", "nl": "wachtwoord", "en": "password"}


@pytest.mark.parametrize("language", SIGNS)
def test_each_rule_speaks_the_language(language: str) -> None:
    said = []
    for password in ("court", "password1234", "283746501928", "evaeva.evaeva"):
        with override(language), pytest.raises(ValidationError) as refused:
            validate_password(password, User(username="evaeva.evaeva"))
        said += refused.value.messages
    assert len(said) >= 4
    for one in said:
        assert SIGNS[language] in one.lower()
