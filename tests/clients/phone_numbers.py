"""Numbers of every country, and what Google's libphonenumber says that they are.

Prints a line of JSON for each country: numbers that get messages and such that do not, in the forms
that people write. The same numbers each time. An argument says how many of each kind.
"""

import json
import random
import re
import sys

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberFormat, PhoneNumberType

try:
    from re import _constants as constants, _parser as parser
except ImportError:  # before Python 3.11
    import sre_constants as constants
    import sre_parse as parser

GOOD = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
# In these, Menshen knows better than the tables on purpose.
BY_SHAPE = {"CN": r"1[3-9]\d{9}"}
# Where two numbers are dialled alike at home, and are one.
SAME = {"GA": (r"[2-7]\d{6}", "0")}
# Where mobile numbers are also written in older ways, which look like landlines or like none.
OLDER_WAYS = {"AR", "MX"}

KINDS = [
    "fixed_line",
    "premium_rate",
    "toll_free",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
]


def sample(pattern, rng):
    """Digits that a pattern matches, by chance."""
    return "".join(digits(parser.parse(pattern), rng))


def digits(items, rng):
    for kind, value in items:
        if kind is constants.LITERAL:
            yield chr(value)
        elif kind is constants.IN:
            yield rng.choice(sorted(members(value)))
        elif kind is constants.BRANCH:
            yield from digits(rng.choice(value[1]), rng)
        elif kind is constants.SUBPATTERN:
            yield from digits(value[-1], rng)
        elif kind is constants.MAX_REPEAT:
            low, high, what = value
            for _ in range(rng.randint(low, high)):
                yield from digits(what, rng)
        else:
            raise ValueError(f"a pattern with {kind}")


def members(items):
    found = set()
    for kind, value in items:
        if kind is constants.LITERAL:
            found.add(chr(value))
        elif kind is constants.RANGE:
            found.update(map(chr, range(value[0], value[1] + 1)))
        elif kind is constants.CATEGORY:
            found.update("0123456789")
        else:
            raise ValueError(f"a set with {kind}")
    return found


def numbers(region, kind, count, rng):
    """Different numbers of this kind in this region, as libphonenumber holds them."""
    description = getattr(PhoneMetadata.metadata_for_region(region), kind)
    if not description or not description.national_number_pattern:
        return
    code = phonenumbers.country_code_for_region(region)
    seen = set()
    for _ in range(count):
        national = sample(description.national_number_pattern, rng)
        if national not in seen:
            seen.add(national)
            zeros = len(national) - len(national.lstrip("0"))
            number = phonenumbers.PhoneNumber(country_code=code, national_number=int(national))
            if zeros:
                number.italian_leading_zero = True
                number.number_of_leading_zeros = zeros
            yield national, number


def in_region(region, number):
    """What a number is there, whatever other countries share its code."""
    national = phonenumbers.national_significant_number(number)
    metadata = PhoneMetadata.metadata_for_region(region)
    return phonenumbers.phonenumberutil._number_type_helper(national, metadata)


def forms(number):
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    others = [PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL, PhoneNumberFormat.RFC3966]
    return [e164] + [phonenumbers.format_number(number, form) for form in others]


def country(region, count):
    rng = random.Random(region)
    code = phonenumbers.country_code_for_region(region)
    good, bad, none = [], [], []
    for national, number in numbers(region, "mobile", count, rng):
        if in_region(region, number) in GOOD:
            same, missing = SAME.get(region, ("(?!)", ""))
            e164 = f"+{code}{missing if re.fullmatch(same, national) else ''}{national}"
            good.append([e164] + forms(number) + [national])
    for kind in KINDS:
        for national, number in numbers(region, kind, count // 4, rng):
            if in_region(region, number) not in GOOD and region not in OLDER_WAYS:
                # Menshen takes its own country's code for one; no real landline is so long.
                alone = [] if national.startswith(str(code)) else [national]
                bad.append(forms(number) + alone)
    for _ in range(count):
        national = "".join(rng.choice("0123456789") for _ in range(rng.randint(4, 13)))
        try:
            number = phonenumbers.parse(f"+{code}{national}")
        except phonenumbers.NumberParseException:
            none.append(f"+{code}{national}")
            continue
        shape = re.fullmatch(BY_SHAPE.get(region, "(?!)"), national)
        if not shape and number.country_code == code and region not in OLDER_WAYS:
            if in_region(region, number) not in GOOD:
                none.append(f"+{code}{national}")
    return {"country": region, "good": good, "bad": bad, "none": none}


def main():
    count = int(sys.argv[1])
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        print(json.dumps(country(region, count)))


if __name__ == "__main__":
    main()
