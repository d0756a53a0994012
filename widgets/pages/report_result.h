// How an act ended, as a toast.
#pragma once

#include "widgets/pages/page.h"

namespace deck {

struct ActResult;

void reportResult(const PageContext& context, const ActResult& result);

} // namespace deck
