#include "resources/resources.h"

#include <QDir>

// Q_INIT_RESOURCE must stand outside of any namespace.
static void initConsoleResources()
{
    Q_INIT_RESOURCE(console_resources);
}

namespace deck {

void loadResources()
{
    initConsoleResources();
}

} // namespace deck
