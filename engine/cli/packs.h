/* SPDX-License-Identifier: EUPL-1.2 */
/* packs.h: which rule pack a command uses, and opening it with its complaints on stderr. One
 * thread. */
#ifndef WV_CLI_PACKS_H
#define WV_CLI_PACKS_H

#include "pack/frozen.h"

/* Path of the pack: `given` (-r) when not NULL, else $WAAKVLAM_RULES, else
 * share/waakvlam/rules/nl-stalking of the prefix that this program is installed under, else
 * rules/nl-stalking in one of the folders above this program, else rules/nl-stalking here. Valid
 * until the next call. */
const char *wv_packs_path(const char *given);

/* The folder of frozen packs: $WAAKVLAM_CACHE (off: none), else waakvlam in $XDG_CACHE_HOME or in
 * ~/.cache. NULL: none, or --no-cache. Valid until the next call. */
const char *wv_packs_cache(void);
/* From now on packs are read from the cache but none is added: for who edits rules, to whom each
 * pack is new. */
void wv_packs_keep_none(void);

/* Loads and freezes it, or reads it from a frozen file or the cache. Errors and warnings go to stderr
 * (warnings only when `warnings`). 0, or the exit code. */
int wv_packs_open(const char *given, bool warnings, wv_frozen **out);

/* Fills in what was not given: the pack's path as above. A path that is a region's overlay stands for
 * its pack with that overlay: rules/overlays/noord is rules/<its base> and the overlay. Texts are
 * valid until the next call. */
wv_pack_parts wv_packs_parts(const wv_pack_parts *given);

/* The same for a pack with an overlay or shadow rules; what is not given is filled in. */
int wv_packs_open_parts(const wv_pack_parts *parts, bool warnings, wv_frozen **out);

/* Prints diagnostics on stderr, all or the errors only. */
void wv_packs_print(const wv_diags *diags, bool warnings);

#endif
