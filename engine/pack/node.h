/* SPDX-License-Identifier: EUPL-1.2 */
/* node.h: a YAML document as a plain tree with places, so that libfyaml stays behind pack/yaml.c.
 *
 * Nodes live in the pack's arena and borrow their text from it. Depth is limited
 * (WV_NODE_DEPTH_MAX) when the tree is made, so whoever walks it may nest as deep as that and no
 * deeper. */
#ifndef WV_PACK_NODE_H
#define WV_PACK_NODE_H

#include "base/source.h"

enum { WV_NODE_DEPTH_MAX = 24 };

typedef enum wv_node_type { WV_NODE_SCALAR, WV_NODE_LIST, WV_NODE_MAP } wv_node_type;

typedef struct wv_node wv_node;
struct wv_node {
    wv_node_type type;
    wv_place place;  /* SCALAR: the value without its quotes; LIST, MAP: where it begins */
    wv_str scalar;   /* SCALAR: unescaped value */
    bool quoted;     /* SCALAR: was quoted in the file, so it is text and no number or bool */
    uint32_t count;  /* LIST, MAP */
    wv_node **items; /* LIST; MAP: the values */
    wv_node **keys;  /* MAP: scalars, in file order, no duplicates */
};

/* Value under a key, or NULL. */
const wv_node *wv_node_get(const wv_node *map, const char *key);

/* Place of the bytes [start, end) of a scalar's value. Exact where the value stands in the file as
 * it is; in a folded or block scalar white space is skipped alike; with double-quoted escapes in
 * it, the whole scalar. */
wv_place wv_node_place(const wv_place *scalar_place, wv_str value, uint32_t start, uint32_t end);

#endif
