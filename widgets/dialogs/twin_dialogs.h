// What is asked before a twin is saved, when somebody else was faster, and before changes are dropped.
#pragma once

#include "widgets/parts/dialog.h"

#include "models/json_changes.h"

#include <vector>

namespace deck {

/// What saving would change. Accepted: save.
Dialog* makeTwinDiffDialog(Theme& theme,
                           const QString& what, ///< "desired properties of pump-1"
                           const std::vector<JsonChange>& changes,
                           QWidget* parent);

/// Both sides since editing began. All dialogs: GUI thread, open() them; they delete themselves.
class TwinConflictDialog final : public Dialog
{
    Q_OBJECT

public:
    TwinConflictDialog(Theme& theme,
                       const QString& what,
                       const std::vector<JsonChange>& theirs,
                       const std::vector<JsonChange>& mine,
                       QWidget* parent);

Q_SIGNALS:
    void theirsWanted();
    void mineWanted();
};

/// Accepted: drop.
Dialog* makeDropDialog(Theme& theme, const QString& what, QWidget* parent);

} // namespace deck
