#include "widgets/pages/report_result.h"

#include "widgets/parts/toast_stack.h"

#include "models/act_result.h"

namespace deck {

void reportResult(const PageContext& context, const ActResult& result)
{
    context.toasts.add({.text = result.text,
                        .icon = result.ok() ? Icon::Check : Icon::Error,
                        .iconColor = result.ok() ? &Tokens::ok : &Tokens::bad});
}

} // namespace deck
