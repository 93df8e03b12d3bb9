/* SPDX-License-Identifier: EUPL-1.2 */
/* yaml.h: text of a pack file -> documents as plain trees (node.h). The only door to libfyaml.
 *
 * What is refused, each with its place: invalid UTF-8 and control characters (before libfyaml sees
 * a byte: 0.7.12 hangs for ever on invalid UTF-8), anchors, aliases, tags, directives, duplicate
 * keys, keys that are no plain word, control characters made by a double-quoted backslash ("\b" in
 * a regex is a backspace), deep nesting.
 *
 * Limits: a file has at most WV_YAML_BYTES_MAX bytes; nesting at most WV_NODE_DEPTH_MAX.
 * Thread-safe: no globals. */
#ifndef WV_PACK_YAML_H
#define WV_PACK_YAML_H

#include "pack/node.h"

/* The largest hand-written lexicon we know of is under 1 MB; a larger file is a mistake or an
 * attack. */
enum { WV_YAML_BYTES_MAX = 4 << 20 };

typedef struct wv_yaml_docs {
    wv_node **items; /* roots, in file order; documents without content are left out */
    uint32_t count;
} wv_yaml_docs;

/* Nodes live in arena and borrow places from source, which must outlive them. Errors go to diags,
 * and the rest of the file is still read where that makes sense. Returns WV_OK (also with errors in
 * diags) or WV_E_NOMEM. */
wv_rc wv_yaml_read(const wv_source *source, wv_arena *arena, wv_yaml_docs *out, wv_diags *diags);

#endif
