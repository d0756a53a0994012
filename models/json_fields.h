// The numbers in a JSON body, by path: {"a":{"b":1},"c":[2]} has a.b = 1 and c.0 = 2.
#pragma once

#include "base/bytes.h"

#include <QString>

#include <vector>

namespace deck {

struct NumericField
{
    QString path;
    double value = 0;
};

/// At most 32 fields, four levels deep; true and false count as 1 and 0. Nothing when the body is
/// not JSON. A body that is a number by itself has the path "value".
std::vector<NumericField> numericFields(hub::ByteView body);

} // namespace deck
