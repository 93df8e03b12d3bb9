/* SPDX-License-Identifier: EUPL-1.2 */
/* assets.c: the style sheet, the script and the icon.
 *
 * In: a path. Out: bytes that the assembler took from page/ when this was built, so that they can
 * be edited as what they are and the program needs no files beside it. Neighbours: routes.c.
 * Invariant: they hold no data, so they need no session. Cost: nothing. */
#include "review/assets.h"

/* Paths are from the folder where make runs; the Makefile names them as what this file needs. */
#define WV_ASSET(name, path)                                                                       \
    __asm__(".section .rodata\n"                                                                   \
            ".global wv_asset_" #name "\n.hidden wv_asset_" #name "\nwv_asset_" #name ":\n"        \
            ".incbin \"" path "\"\n"                                                               \
            ".global wv_asset_" #name "_end\n.hidden wv_asset_" #name "_end\n"                     \
            "wv_asset_" #name "_end:\n.byte 0\n.previous\n");                                      \
    extern const char wv_asset_##name[], wv_asset_##name##_end[]

WV_ASSET(style, "engine/review/page/style.css");
WV_ASSET(keys, "engine/review/page/keys.js");
WV_ASSET(icon, "engine/review/page/icon.svg");

bool wv_assets_answer(const wv_request *request, wv_response *response)
{
    const struct {
        const char *path, *type, *from, *to;
    } assets[] = {
        {"stijl.css", "text/css; charset=utf-8", wv_asset_style, wv_asset_style_end},
        {"toetsen.js", "text/javascript; charset=utf-8", wv_asset_keys, wv_asset_keys_end},
        {"icoon.svg", "image/svg+xml", wv_asset_icon, wv_asset_icon_end},
    };
    for (size_t i = 0; i < sizeof assets / sizeof *assets; i++) {
        if (request->segment_count != 1 || !wv_str_is(request->segments[0], assets[i].path))
            continue;
        response->type = assets[i].type;
        response->is_static = response->lasting = true;
        response->fixed = (wv_str){assets[i].from, (uint32_t)(assets[i].to - assets[i].from)};
        return true;
    }
    return false;
}
