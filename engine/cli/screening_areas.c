/* SPDX-License-Identifier: EUPL-1.2 */
/* screening_areas.c: which signals may bear on which question area of a stalking screening.
 *
 * In: nothing. Out: a table. Neighbours: screening.c. Invariant: the areas and their words are our
 * own; no instrument's items are repeated and nothing is scored. Every signal about behaviour
 * stands in at least one area (tests/system/casework.sh). */
#include "cli/screening.h"

#include "run/glob.h"

static const wv_screening_area AREAS[] = {
    {"contact",
     "Aard en duur van het contact",
     "Welk contact is er, sinds wanneer, hoe vaak en langs welke weg?",
     {"contact.*", "approach.*", "surveillance.*", "lovebombing.*", "legal.proceedings_abuse",
      "pattern.course_of_conduct", "pattern.one_sided", "pattern.multi_channel",
      "pattern.night_share", "pattern.block_evasion", "history.*"}},
    {"escalation",
     "Escalatie",
     "Wordt het erger, vaker of dichterbij? Wat veranderde er, en wanneer?",
     {"violence.escalating", "finality.*", "planning.*", "trigger.*", "detention.*",
      "pattern.escalation_*", "pattern.burst", "pattern.tone_flip", "pattern.resurgence",
      "pattern.post_release", "pattern.lethal_cluster", "device.alarm"}},
    {"threat",
     "Bedreigingen",
     "Waarmee is gedreigd, tegen wie, en hoe precies was het plan?",
     {"threat.*", "image.threat_publish", "child.threat", "suicide.joint",
      "suicide.threat_leverage", "legal.false_report_threat"}},
    {"violence",
     "Geweld",
     "Was er geweld, nu of eerder, tegen wie, en met welk letsel?",
     {"violence.*", "sexual.*", "repro.*", "history.*", "pet.*", "isolation.locked_in"}},
    {"weapon",
     "Wapens",
     "Is er een wapen, kan de ander er aan komen, is er naar gezocht?",
     {"weapon.*"}},
    {"order",
     "Inbreuk op verboden",
     "Welke verboden en afspraken gelden, en houdt de ander zich eraan?",
     {"order.*", "contact.after_block", "pattern.order_breach", "pattern.block_evasion",
      "legal.pressure_withdraw"}},
    {"obsession",
     "Obsessie",
     "Is de ander steeds met A bezig? Gaat het om bezit, jaloezie of een grief?",
     {"obsession.*", "possession.*", "jealousy.*", "grievance.*", "surveillance.*",
      "contact.impersonation", "pattern.tone_flip"}},
    {"separation",
     "Afhankelijkheid en scheiding",
     "Hoe hangt A aan de ander vast, en is er een breuk, een vertrek of een zitting?",
     {"separation.*", "custody.*", "control.*", "isolation.*", "immigration.*", "degradation.*",
      "apology.*", "lovebombing.*", "child.lever", "pattern.separation_window"}},
    {"fear",
     "Angst van A",
     "Hoe bang is A, wat heeft A al veranderd, en wat vraagt A zelf?",
     {"victim.*", "help.*", "device.alarm"}},
    {"mind",
     "Middelen en psyche",
     "Speelt drank, drugs, wanhoop of een psychische stoornis mee?",
     {"substance.*", "suicide.*", "obsession.delusional_bond", "finality.*", "trigger.*"}},
    {"others",
     "Naasten",
     "Wie worden er nog meer geraakt: kinderen, familie, nieuwe partner, werk?",
     {"child.*", "pet.*", "honour.*", "threat.third_party", "threat.told_others",
      "contact.via_third_party", "contact.harass_network", "legal.smear", "legal.doxing",
      "image.*"}},
};

const wv_screening_area *wv_screening_areas(uint32_t *count)
{
    *count = sizeof AREAS / sizeof *AREAS;
    return AREAS;
}

bool wv_screening_bears(const wv_screening_area *area, wv_str slug)
{
    for (int i = 0; i < WV_AREA_GLOBS_MAX && area->globs[i]; i++)
        if (wv_glob_matches(area->globs[i], slug)) return true;
    return false;
}
