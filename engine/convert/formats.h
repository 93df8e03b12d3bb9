/* SPDX-License-Identifier: EUPL-1.2 */
/* formats.h: the formats that formats.c lists: one line a format. */
#ifndef WV_CONVERT_FORMATS_H
#define WV_CONVERT_FORMATS_H

#include "convert/convert.h"

extern const wv_convert_format wv_convert_whatsapp;
extern const wv_convert_format wv_convert_telegram;
extern const wv_convert_format wv_convert_sms;
extern const wv_convert_format wv_convert_csv;
extern const wv_convert_format wv_convert_signal_text;
extern const wv_convert_format wv_convert_signal;
extern const wv_convert_format wv_convert_instagram;
extern const wv_convert_format wv_convert_messenger;
extern const wv_convert_format wv_convert_ufdr;
extern const wv_convert_format wv_convert_mbox;
extern const wv_convert_format wv_convert_eml;
extern const wv_convert_format wv_convert_text;
extern const wv_convert_format wv_convert_docx;
extern const wv_convert_format wv_convert_pdf;

#endif
