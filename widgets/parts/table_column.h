// How one column of a DataTable looks and behaves. Headings come from the model.
#pragma once

#include <QtCore/qnamespace.h>

namespace deck {

enum class CellStyle {
    Text,      ///<
    Strong,    ///< medium weight, what names the row
    Secondary, ///<
    Mono,      ///< ids, addresses, payloads
    Status,    ///< shape and word
    Tags,      ///< a QStringList, as tags
};

struct TableColumn
{
    CellStyle style = CellStyle::Text;
    int width = 120;      ///< with stretch: at the least
    bool stretch = false; ///< takes what is left; the user cannot size it
    Qt::AlignmentFlag align = Qt::AlignLeft;
    bool sortable = false;

    /// Role of a second text after the first, in secondary colour; -1: none.
    int detailRole = -1;
    int detailLeft = 0; ///< where it starts at the least, so that details stand in one line
};

} // namespace deck
