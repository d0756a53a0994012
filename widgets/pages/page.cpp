#include "widgets/pages/page.h"

namespace deck {

Page::Page(const QString& key)
{
    setObjectName(QStringLiteral("page.") + key);
}

} // namespace deck
