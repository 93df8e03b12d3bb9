/* SPDX-License-Identifier: EUPL-1.2 */
/* formats.c: the table of formats, in the order of --help. To add one: its file defines a
 * `const wv_convert_format wv_convert_NAME`, and gets a declaration and a row here, twelve samples
 * in tests/convert/NAME/, a fuzz target, and a section in docs/convert.md. */
#include "convert/formats.h"

const wv_convert_format *const wv_convert_formats[] = {
    &wv_convert_whatsapp,    &wv_convert_telegram,  &wv_convert_signal,
    &wv_convert_signal_text, &wv_convert_messenger, &wv_convert_instagram,
    &wv_convert_sms,         &wv_convert_csv,       &wv_convert_ufdr,
    &wv_convert_mbox,        &wv_convert_eml,       &wv_convert_text,
    &wv_convert_docx,        &wv_convert_pdf,       NULL,
};

const wv_convert_format *wv_convert_format_named(wv_str name)
{
    for (const wv_convert_format *const *f = wv_convert_formats; *f; f++)
        if (wv_str_is(name, (*f)->name)) return *f;
    return NULL;
}
