// Which columns a list of devices has: those that it always knows, and tags that its rows have.
#pragma once

#include "widgets/parts/popover.h"

#include "models/preferences.h"

namespace deck {

class CheckBox;

/// GUI thread. Closes with a click beside it; deletes itself then.
class ColumnChooser final : public Popover
{
    Q_OBJECT

public:
    struct Column
    {
        QString key; ///< as in DeviceListChoice
        QString name;
    };

    /// tags: paths that rows have; chosen ones are offered also when no row has them.
    ColumnChooser(Theme& theme,
                  const QList<Column>& columns,
                  const QStringList& tags,
                  const DeviceListChoice& choice,
                  QWidget* parent);

Q_SIGNALS:
    void changed(const deck::DeviceListChoice& choice); ///< of the columns; at once

private:
    void addTags(const QStringList& tags);
    CheckBox* addBox(const QString& name, const QString& text, bool checked, QVBoxLayout& column);
    void take(const QString& key, bool isTag, bool checked);
    void syncMost();

    Theme& theme_;
    DeviceListChoice choice_;
    QList<CheckBox*> tagBoxes_;
};

} // namespace deck
