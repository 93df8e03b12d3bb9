/* SPDX-License-Identifier: EUPL-1.2 */
/* references.h: <name> inside a term pattern. Pure, thread-safe. */
#ifndef WV_PACK_REFERENCES_H
#define WV_PACK_REFERENCES_H

#include "base/str.h"

/* The next <name> in a pattern at or after *at (moved behind it); false when there is none. `name`
 * borrows from pattern. */
bool wv_references_next(wv_str pattern, uint32_t *at, wv_str *name);

#endif
