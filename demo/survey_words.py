"""What the demo's surveys ask and what citizens answer; nobody in here exists."""

from __future__ import annotations

from dataclasses import dataclass

from surveys.wishes.letterbox import Wish


@dataclass(frozen=True)
class Asked:
    key: str
    english: str
    spanish: str
    about: str
    about_es: str
    per_domain: int = 2


CLOSED = Asked(
    key="community-survey",
    english="Community survey",
    spanish="Encuesta a la comunidad",
    about="Tell us how safe you feel and how we do our work. It takes about five minutes.",
    about_es="Díganos qué tan seguro se siente y cómo hacemos nuestro trabajo. Toma unos cinco minutos.",
)
OPEN = Asked(
    key="winter-survey",
    english="Winter survey",
    spanish="Encuesta de invierno",
    about="A short survey before the winter: what should we look after?",
    about_es="Una encuesta corta antes del invierno: ¿de qué debemos ocuparnos?",
    per_domain=1,
)
# The last one is small on purpose: its answers are told together with those of another.
AREAS = ["Lakeside", "Market Street", "Linden Avenue", "Mill Lane", "Foundry Row"]
SAID = (
    "More officers on foot after the shops close.",
    "The corner by the school needs a light.",
    "You answered quickly when I called, thank you.",
    "Tell us what became of what we report.",
    "Please do something about the speeding on Linden Avenue.",
    "I would come to an evening on telephone fraud.",
    "Nothing to add.",
)
SAID_ES = (
    "Me gustaría que más agentes hablaran español.",
    "Gracias por venir a la escuela.",
    "Hace falta luz en el estacionamiento.",
)
WISHES = (
    Wish(name="Ada Bristow", phone="555-0131", about="The light by the school"),
    Wish(name="Nestor Galvez", phone="555-0148", about="Horario de las charlas", language="es"),
    Wish(name="Opal Dunmore", email="opal.dunmore@example.org", about="A watch group on my block"),
    Wish(name="Farid Abara", phone="555-0176", about="Parking at night"),
)
