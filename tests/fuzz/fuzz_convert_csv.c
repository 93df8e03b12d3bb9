/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_convert_csv.c: any bytes as a CSV under a mapping. The first byte picks calls or messages, and
 * how durations are written. */
#include "convert/mapping.h"
#include "convert_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const wv_str keep[] = {{"K", 1}, {"from", 4}};
    static wv_convert_map map;
    fuzz_begin();
    if (n == 0) return 0;
    map = (wv_convert_map){.kind = bytes[0] & 1 ? WV_CONVERTED_CALL : WV_CONVERTED_TEXT,
                           .channel = WV_STR("phone"),
                           .decimal = bytes[0] & 2 ? ',' : '.',
                           .windows_1252 = bytes[0] & 4,
                           .unit = (wv_duration_unit)((bytes[0] >> 3) % 3),
                           .date = bytes[0] & 32 ? WV_STR("iso") : WV_STR("d-m-Y H:M:S"),
                           .zone = g_zone,
                           .zone_name = "Z",
                           .keep = {keep, 2}};
    map.columns[WV_COLUMN_FROM] = WV_STR("F");
    map.columns[WV_COLUMN_TO] = WV_STR("T");
    map.columns[WV_COLUMN_DATE] = WV_STR("D");
    map.columns[WV_COLUMN_TEXT] = WV_STR("X");
    map.columns[WV_COLUMN_SECONDS] = WV_STR("S");
    return fuzz_file(&wv_convert_csv, &map, bytes + 1, n - 1);
}
