#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Twenty-eight invented cases, a few days each, for what is easily counted wrong: handovers, colleagues, both sides
reporting, a third person without a role, late reports, days without a clock. Same commands, twins and checks as
scenarios.py, whose table this one takes the place of: feeds.py records | loose CASE-VARIANT | check ALL MISSES"""
import sys

import scenarios
from scenarios import Case, claim_only, event, must, none_by, report, roles, said, silent

CASES = {}


def visit(day, clock, **attrs):
    return event(day, clock, "contact.visit", **{"from": "B", "to": "A", **attrs})


def call(day, clock, sender="B", **attrs):
    return event(day, clock, "contact.call", **{"from": sender, "to": "A" if sender == "B" else "B", **attrs})


def dated(row):
    """The same without a time of day."""
    return row[0], "DATE", row[2]


def stop(day, clock="09:00"):
    return event(day, clock, "contact.refused", by="A", to="B")


def block(day, clock="10:00", channel="whatsapp"):
    return event(day, clock, "contact.blocked", by="A", of="B", channel=channel)


def handover(day, clock="10:00", on=0):
    row = event(day, clock, "custody.date", what="overdracht")
    row[2]["received"] = (on, "00:10")
    return row


TALK = ["Neem jij de zwemtas mee?", "Ja, staat klaar.", "Hij heeft een beetje koorts.", "Ik heb een zetpil gegeven.",
        "Tandarts is donderdag.", "Dan kan ik wel.", "Welke maat schoenen?", "Maat 28."]


def talk(day, count=8, channel="ouderapp"):
    return [said(day, f"{9 + i:02}:15", "AB"[i % 2], "BA"[i % 2], TALK[i % 8], channel=channel) for i in range(count)]


# --- shared custody: what was agreed is no approach

CASES["F1"] = Case([
    roles(), handover(2), handover(9), handover(16), *talk(1), visit(2, "10:05"), *talk(8), visit(9, "09:40"),
    visit(16, "10:20"),
], [], [("pattern.course_of_conduct", -1), ("pattern.escalation_proximity", -1), ("approach.frequency", -1)], 2)

# The same parents, and he comes at night as well.
CASES["F2"] = Case([
    roles(), handover(2), *talk(1), visit(2, "10:05"), stop(3), visit(4, "23:10"), visit(6, "23:40"), visit(7, "00:30"),
], [
    must("contact.unwanted", 4, 13), must("pattern.course_of_conduct", 7, 13, 14, 15, level="week"),
], [], None, [silent(11)])

# A hearing is no handover: nobody has to stand at her door for it.
CASES["F3"] = Case([
    roles(), event(5, "10:00", "custody.date", what="zitting"), stop(1), visit(3, "21:00"), visit(5, "10:10"), visit(8, "21:30"),
], [must("pattern.course_of_conduct", 8, 4, 5, 6, level="week"), must("contact.unwanted", 5, 5)], [], None)

# After her block on one channel both go on about the children in the app of parents.
CASES["F4"] = Case([
    roles(), *talk(0), block(1), *talk(1), *talk(2),
], [], [("pattern.block_evasion", -1), ("contact.after_block", -1)], 2)

def taken_back(slug):
    def holds(case, flags, alerts):
        found = [a for a in alerts[case] if a["pattern"] == slug]
        return bool(found) and all(a["gone"] for a in found)
    return f"takes {slug} back", holds


# The handover that explains the last visit is booked two days after it.
CASES["F25"] = Case([
    roles(), visit(2, "10:05"), visit(9, "10:10"), handover(2, on=11),
], [must("pattern.course_of_conduct", 9, 2, 3)], [], None, [taken_back("pattern.course_of_conduct")])

# --- work contact

CASES["F5"] = Case([
    roles(), *[said(d, f"{9 + i:02}:30", "BA"[i % 2], "AB"[i % 2], ["Kun jij de dienst van vrijdag overnemen?", "Ja hoor, is goed."][i % 2],
                    channel="teams") for d in range(4) for i in range(4)],
], [], [("contact.micro_channel", -1), ("pattern.one_sided", -1), ("pattern.multi_channel", -1)], 2)

CASES["F6"] = Case([
    roles(), stop(1), said(3, "14:00", "B", "A", "Kom je straks nog even langs mijn bureau?", channel="teams"),
    said(4, "15:00", "B", "A", "Ik zag je net bij de lift.", channel="teams"),
], [must("contact.unwanted", 3, 3), must("contact.micro_channel", 3, 3), must("pattern.course_of_conduct", 4, 3, 4)], [], None)

# --- a third person of whom nobody told a role

CASES["F7"] = Case([
    event(0, "08:00", "case.roles", A="target", B="other"),
    event(1, "10:00", "order.imposed", order="O4", against="B", protects=["A"], until="2026-06-01", forbids="both", zone="Z1"),
    *[said(3 + i, "19:00", "B", "M", t) for i, t in enumerate(
        ["Ga je zaterdag mee vissen?", "Neem jij de hengels mee?", "Ik sta om zes uur klaar.", "Hoe laat ben je thuis?",
         "De auto is weer gemaakt.", "Morgen verder kijken."])],
    event(10, "12:00", "zone.entry", of="B", zone="Z7"),
], [], [("order.breach", -1), ("pattern.order_breach", -1), ("pattern.escalation_proximity", -1),
        ("pattern.one_sided", -1), ("contact.harass_network", -1)], 2)

# What he tells such a person about her is still about her.
CASES["F8"] = Case([
    event(0, "08:00", "case.roles", A="target", B="other"), event(1, "10:00", "separation", by="A"),
    said(4, "22:00", "B", "M", "Als ik A zie maak ik {a:hem} dood."),
], [must("pattern.separation_window", 4, 3), must("pattern.lethal_cluster", 4, 3, level="today")], [], None)

# --- blocks

CASES["F9"] = Case([
    roles(), block(1), said(6, "13:00", "B", "A", "bel me even", channel="sms"),
], [must("contact.after_block", 6, 3)], [("pattern.block_evasion", -1)], None)

CASES["F10"] = Case([
    roles(), report(4, "12:00", "A", "Ik heb B geblokkeerd. Een dag later appte {b:hij} met een nieuw nummer."),
], [must("contact.after_block", 4, 2), must("pattern.block_evasion", 4, 2)], [], None)

CASES["F11"] = Case([
    roles(), block(1, "20:00", "instagram"), event(3, "11:00", "account.new", of="B"),
], [must("pattern.block_evasion", 3, 3)], [], None)

# --- both report, both write

CASES["F12"] = Case([
    roles(), report(1, "12:00", "A", "{b:Hij} heeft mij gisteren geslagen en bij mijn keel gegrepen."),
    report(1, "16:00", "B", "{a:Hij} heeft mij geslagen en bedreigd met een mes. {a:Hij} stond ook bij mij voor de deur."),
], [must("violence.strangulation", 1, 2), must("violence.physical", 1, 2)],
    [("weapon.use_or_show", 2)], None, [claim_only(3, "B"), none_by("A")])

CASES["F13"] = Case([
    roles(), *[said(1, f"{20 + i // 6:02}:{i % 6 * 10:02}", "AB"[i % 2], "BA"[i % 2], t, channel="whatsapp") for i, t in enumerate(
        ["jij doet ook nooit iets in huis", "en jij luistert nooit", "de afwas staat er al drie dagen", "ik werk ook gewoon hoor",
         "altijd hetzelfde liedje", "ga slapen", "nee jij", "morgen verder"])],
], [], [("pattern.one_sided", -1), ("pattern.burst", -1), ("pattern.tone_flip", -1)], 2)

# Who bears the marks did not make them.
CASES["F26"] = Case([
    roles(), event(1, "10:00", "separation", by="A"),
    report(6, "02:00", "R", "Melding geschreeuw. A had striemen in de hals en was hees.", code="burengerucht"),
], [must("violence.strangulation", 6, 3, direction="?->A"), must("pattern.lethal_cluster", 6, 3, level="today")], [], None,
    [none_by("A")])

# Volgens A: who tells it did not do it.
CASES["F27"] = Case([
    roles(), event(1, "10:00", "separation", by="A"),
    report(6, "12:00", "R", "Volgens meneer A heeft betrokkene B gedreigd hem dood te maken."),
], [must("threat.kill", 6, 3, direction="B->?"), must("pattern.lethal_cluster", 6, 3, level="today")], [], None, [none_by("A")])

# Her mother tells it: what is done to "mijn dochter" is not done to the mother.
CASES["F28"] = Case([
    roles(), report(1, "12:00", "A", "Ik moet elk half uur een foto sturen van waar ik ben. Ik mag niet werken van {b:hem} en {b:hij} heeft"
                    " mijn bankpas.", source="veiligthuis"),
    report(20, "12:00", "C", "Mijn dochter komt nooit meer langs. Als ik bel neemt {b:hij} de telefoon op.", source="veiligthuis"),
], [must("isolation.social", 20, 3), must("pattern.course_of_conduct", 20, 2, 3, facts={"forms": (3, 9)})], [], None)

# --- weeks

CASES["F14"] = Case([
    roles(), said(1, "20:20", "B", "A", "vuile leugenaar, je bent een waardeloze moeder"),
    said(8, "20:10", "B", "A", "jij bent mijn eigendom"), said(15, "20:00", "B", "A", "ik breek je benen"),
], [must("pattern.escalation_severity", 15, 2, 3, 4, level="today")], [], None)

CASES["F15"] = Case([
    roles(), said(1, "20:00", "B", "A", "ik breek je benen"), said(8, "20:10", "B", "A", "jij bent mijn eigendom"),
    said(15, "20:20", "B", "A", "vuile leugenaar, je bent een waardeloze moeder"),
], [], [("pattern.escalation_severity", -1)], None)

# --- silence

CASES["F16"] = Case([roles(), stop(0), visit(1, "20:00"), visit(33, "20:00")], [must("pattern.resurgence", 33, 4)], [], None)
CASES["F17"] = Case([roles(), stop(0), visit(1, "20:00"), visit(29, "20:00")], [], [("pattern.resurgence", -1)], None)

# --- after release

CASES["F18"] = Case([
    event(-40, "09:00", "detention.start", of="B"), roles(), event(0, "09:00", "detention.release", of="B", supervision_days=90),
    handover(9), *talk(5), *talk(8), visit(9, "10:10"),
], [], [("pattern.post_release", -1), ("pattern.resurgence", -1), ("pattern.escalation_proximity", -1)], None)

CASES["F19"] = Case([
    roles(), event(0, "09:00", "detention.release", of="B", supervision_days=90), handover(9), visit(20, "22:30"),
], [must("pattern.post_release", 20, 4, level="today")], [], None)

# --- late, and without a clock

CASES["F20"] = Case([
    roles(), report(2, "12:00", "A", "B stond de hele avond voor mijn deur.", received=(20, "09:00")),
    report(8, "12:00", "A", "B is mij op de fiets gevolgd tot mijn werk.", received=(20, "09:10")),
    report(19, "12:00", "A", "Mijn banden zijn lek gestoken. Dat was B.", received=(19, "12:30")),
], [must("pattern.course_of_conduct", 20, 2, 3, 4, level="week")], [], None)

CASES["F21"] = Case([
    roles(), said(5, "12:00", "B", "A", "bel me even", channel="sms"),
    event(1, "10:00", "order.imposed", order="O6", against="B", protects=["A"], until="2026-03-01", forbids="contact"),
], [must("order.breach", 10, 2), must("pattern.order_breach", 10, 2)], [], None)
CASES["F21"].rows[2][2]["received"] = (10, "09:00")

CASES["F22"] = Case([
    roles(), *[dated(said(d, "00:00", "B", "A", "waarom reageer je niet")) for d in (1, 2, 3, 4, 5, 6)],
], [], [("pattern.night_share", -1), ("contact.night", -1)], None)

# --- no relation, and a weapon elsewhere

CASES["F23"] = Case([
    event(0, "08:00", "case.roles", A="target", B="other"),
    report(1, "12:00", "A", "De buurman staat elke avond naar binnen te kijken bij ons raam.", code="burenruzie"),
    report(9, "12:00", "A", "Vannacht heeft B mijn autoruit ingeslagen.", code="vernieling"),
    report(15, "12:00", "A", "B liep achter mij aan tot in de supermarkt.", code="overlast"),
], [must("pattern.course_of_conduct", 15, 2, 3, 4, level="week")], [], None)

CASES["F24"] = Case([
    event(-300, "12:00", "weapon.permit", of="B"), roles(),
    report(6, "12:00", "D", "B zei op het werk tegen mij dat {b:hij} A gaat vermoorden.", source="werkgever"),
], [must("pattern.lethal_cluster", 6, 3, level="now")], [], None)

if __name__ == "__main__":
    scenarios.CASES, scenarios.LOOSE = CASES, ()
    sys.exit(scenarios.main(sys.argv[1:], __doc__))
