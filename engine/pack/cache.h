/* SPDX-License-Identifier: EUPL-1.2 */
/* cache.h: frozen packs kept in a folder, so that only the first start after a change of the rules pays
 * for them.
 *
 *   FOLDER/<key>.wvpack     key: BLAKE2b of the engine, and of all files of the pack and its overlay
 *
 * A pack is looked for under what its files are now, so a file here is never out of date; it is only
 * believed when it and its folder are this user's and nobody else may write to them. What is damaged
 * or foreign is made again. Rules that are tried in shadow are not kept. One thread; any number of
 * processes at once. */
#ifndef WV_PACK_CACHE_H
#define WV_PACK_CACHE_H

#include "pack/frozen.h"

enum { WV_CACHE_BYTES_MAX = 512 << 20 }; /* of all files together; the oldest go first */

typedef struct wv_cache {
    const char *folder; /* made when it is not there; NULL: no cache */
    bool read_only;     /* use what is there, add nothing: for who edits rules */
    char note[320];     /* out: one line to tell the user; empty: nothing */
} wv_cache;

/* As wv_pack_open_parts, by way of the cache. What goes wrong with the cache is never an error. */
wv_rc wv_cache_open(wv_cache *cache, const wv_pack_parts *parts, wv_frozen **out, wv_diags *diags,
                    wv_err *err);

#endif
