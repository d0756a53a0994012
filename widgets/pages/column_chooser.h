// Which columns a list of devices has: those that it always knows, tags and properties that its rows have, and
// whatever path somebody writes.
#pragma once

#include "widgets/parts/popover.h"

#include "models/preferences.h"

#include <QMap>

namespace deck {

class CheckBox;
class Label;
class ScrollColumn;
class TextField;

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

    /// paths: of tags that rows have; chosen ones are offered also when no row has them.
    ColumnChooser(Theme& theme,
                  const QList<Column>& columns,
                  const QStringList& paths,
                  const DeviceListChoice& choice,
                  QWidget* parent);

    /// More paths that rows have, of properties: they come later.
    void offer(const QStringList& paths);

Q_SIGNALS:
    void changed(const deck::DeviceListChoice& choice); ///< of the columns; at once

private:
    void buildPaths();
    void addPath(const QString& path);
    void addWritten();
    void fitPaths();
    CheckBox* addBox(const QString& name, const QString& text, bool checked, QVBoxLayout& column);
    void take(const QString& key, bool isPath, bool checked);
    void syncMost();

    Theme& theme_;
    DeviceListChoice choice_;
    Label* pathsTitle_;
    ScrollColumn* paths_;
    TextField* written_;
    QMap<QString, CheckBox*> pathBoxes_;
};

} // namespace deck
