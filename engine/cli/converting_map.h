/* SPDX-License-Identifier: EUPL-1.2 */
/* converting_map.h: a mapping file (YAML) for CSV, read and checked. */
#ifndef WV_CLI_CONVERTING_MAP_H
#define WV_CLI_CONVERTING_MAP_H

#include "convert/mapping.h"

/* 0 and *out, or the exit code: what is wrong was said with file:line:col. */
int wv_converting_map_open(const char *command, const char *path, wv_convert_map **out);
void wv_converting_map_close(wv_convert_map *map); /* NULL allowed */

#endif
