"""Recognise links that end a subscription or change it: they must never pass through a tracker.

RFC 8058 wants a one-click target to answer without a redirect, and a person who wants out should
not be followed on the way. Words are those that mail footers use, by language; words with other
everyday meanings (Spanish "baja", French "gestion") stand here only inside a phrase.
"""

from __future__ import annotations

from unicodedata import normalize
from urllib.parse import unquote

__all__ = ["HINTS", "is_unsubscribe", "same_letters"]

# Compared with text in lower case in which every separator has become one blank.
_WORDS = (
    # English
    "unsubscri", "un subscri", "optout", "opt out", "opt me out", "list unsub", "remove me from",
    "email preferences", "mail preferences", "email settings", "mail settings", "notification settings",
    "notification preferences", "communication preferences", "subscription preferences",
    "contact preferences", "preference center", "preference centre", "preferencecenter", "preferencecentre",
    "manage preferences", "manage your preferences", "update preferences", "update your preferences",
    "edit preferences", "edit your preferences", "change your preferences", "manage subscription",
    "manage your subscription", "managesubscription", "emailpreferences", "email prefs", "stop receiving",
    # German
    "abmeld", "abbestell", "austragen", "newsletter kündigen", "einstellungen verwalten",
    "newsletter einstellungen",
    # French
    "désabonn", "desabonn", "désinscri", "desinscri", "se désinscrire", "ne plus recevoir",
    "gérer vos préférences", "gérer mes préférences",
    # Spanish, Portuguese, Catalan
    "darse de baja", "darme de baja", "date de baja", "dar de baja", "darte de baja", "cancelar suscripci",
    "cancelar la suscripci", "cancelar tu suscripci", "desuscri", "anular suscripci", "anular la suscripci",
    "cancelar inscri", "cancelar a inscri", "cancelar assinatura", "cancelar a assinatura",
    "cancelar subscri", "cancelar a subscri", "descadastr", "remover inscri", "donar de baixa",
    "donar se de baixa",
    # Italian
    "cancellati dalla", "cancella iscrizione", "cancella l iscrizione", "annulla iscrizione",
    "annulla l iscrizione", "annullare l iscrizione", "disiscri", "disiscriv",
    # Dutch, Swedish, Danish, Norwegian, Finnish
    "uitschrijv", "afmelden", "abonnement opzeggen", "avregistrer", "avprenumerer", "avsluta prenumeration",
    "avsluta din prenumeration", "avmeld", "meld deg av", "meld meg av", "afmeld", "frameld",
    "peruuta tilaus", "peru tilaus", "tilauksen peruut",
    # Polish, Czech, Slovak, Hungarian, Romanian
    "wypisz", "zrezygnuj z", "anuluj subskrypcj", "odhlásit odb", "odhlásit se", "odhlasit", "odhlásiť",
    "zrušit odb", "leiratkoz", "dezabon",
    # Russian, Ukrainian, Greek, Turkish
    "отписа", "отпишит", "отписк", "відписа", "відпишіт", "διαγραφή από", "κατάργηση εγγραφ", "απεγγραφή",
    "abonelikten", "üyelikten çık", "üyelikten ayrıl", "listeden çık",  # noqa: RUF001 - Turkish
    # Japanese, Chinese, Korean
    "配信停止", "配信解除", "購読解除", "購読停止", "登録解除", "退订", "退訂", "取消订阅", "取消訂閱",
    "수신거부", "수신 거부", "구독취소", "구독 취소", "구독해지", "구독 해지",
    # Arabic, Hebrew, Thai, Vietnamese, Indonesian
    "إلغاء الاشتراك", "הסרה מרשימת", "להסרה", "ביטול הרשמה", "ยกเลิกการรับ", "ยกเลิกการสมัคร", "hủy đăng ký",
    "berhenti berlangganan",
)  # fmt: skip

# Words that name a preference page when they are a word of the path, and the whole of a text.
_PAGES = frozenset({"preferences", "prefs", "preference", "unsub"})

_HINTS = (
    "cancel", "meld", "opt", "pref", "rece", "remove", "scri", "settings", "stell", "unsub",
    "abon", "austragen", "baixa", "baja", "berlangganan", "avregistrer", "descadastr", "kündigen",
    "leiratkoz", "listeden", "odhl", "prenumer", "préf", "subskrypcj", "tilau", "uitschrijv",
    "wypisz", "zrezygnuj", "zrušit", "üyelikten",
    "відпи", "отпи", "γραφ", "ביטול", "הסרה", "الاشتراك", "ยกเลิกการ", "hủy",
    "거부", "구독", "停止", "取消", "解除", "退訂", "退订",
)  # fmt: skip

_SEPARATORS = str.maketrans(dict.fromkeys("-_+/.?&=:;,'\u2019#()[]\u00a0", " "))


def is_unsubscribe(target: str, text: str) -> bool:
    """Tell whether a link's path, query or text says that it ends or changes a subscription.

    Args:
        target: A cleaned http(s) target; its host is not looked at.
        text: What the reader sees of the link.
    """
    _, _, rest = target.partition("://")
    _, _, path = rest.partition("/")
    said = _folded(unquote(path or rest.partition("?")[2]))
    seen = _folded(text)
    both = f"{said}\n{seen}"
    for word in _FOLDED_WORDS:
        if word in both:
            return True
    return seen in _PAGES or not _PAGES.isdisjoint(said.split(" "))


def same_letters(text: str) -> str:
    """Write letters that people take for the same one way: case, width, how accents are composed.

    Turkish has two letters i, and nobody keeps them apart in capitals.
    """
    if text.isascii():
        return text.lower()
    return normalize("NFKC", text).lower().replace("i\u0307", "i").replace("\u0131", "i")


def _folded(text: str) -> str:
    return " ".join(same_letters(text).translate(_SEPARATORS).split())


_FOLDED_WORDS = tuple(map(_folded, _WORDS))
HINTS = tuple(map(same_letters, _HINTS))
"""Pieces without blanks, one of which is in each of the words: a text without any of them has no word."""
