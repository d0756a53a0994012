# Precompiled headers: what other people's headers cost is paid once for each of these groups instead
# of in each file. They hold nothing of ours, so that a change of ours rebuilds what includes it and
# no more. Files name what they use all the same: the header check of the dev preset does without.
set(HUBDECK_PCH_STD
  <algorithm> <array> <atomic> <chrono> <cstdint> <filesystem> <functional> <map> <memory> <mutex>
  <optional> <span> <string> <string_view> <unordered_map> <utility> <vector>
  <boost/outcome/basic_result.hpp> <boost/outcome/policy/terminate.hpp> <boost/outcome/try.hpp>
  <boost/json/object.hpp> <boost/json/value.hpp>)
set(HUBDECK_PCH_ASIO
  ${HUBDECK_PCH_STD}
  <boost/asio/any_io_executor.hpp> <boost/asio/awaitable.hpp> <boost/asio/post.hpp>)
set(HUBDECK_PCH_NET
  ${HUBDECK_PCH_ASIO}
  <boost/asio/ip/tcp.hpp> <boost/asio/steady_timer.hpp>)
set(HUBDECK_PCH_QT
  ${HUBDECK_PCH_STD}
  <QAbstractItemModel> <QCoreApplication> <QDateTime> <QHash> <QJsonArray> <QJsonDocument> <QJsonObject>
  <QList> <QMetaEnum> <QNetworkReply> <QObject> <QPointer> <QString> <QStringList> <QTimer> <QVariant>)
set(HUBDECK_PCH_WIDGETS
  ${HUBDECK_PCH_QT}
  <QApplication> <QHBoxLayout> <QHeaderView> <QKeyEvent> <QLineEdit> <QPainter> <QPainterPath>
  <QPlainTextEdit> <QPropertyAnimation> <QScrollArea> <QScrollBar> <QStyledItemDelegate> <QTableView>
  <QVBoxLayout> <QWidget>)

# hub_precompile(<target> <headers>): with them; a later target of the same folder that asks for the
# same ones uses the first one's file.
function(hub_precompile target)
  string(SHA1 key "${ARGN}")
  get_property(first DIRECTORY PROPERTY HUBDECK_PCH_${key})
  if(first)
    target_precompile_headers(${target} REUSE_FROM ${first})
  else()
    target_precompile_headers(${target} PRIVATE ${ARGN})
    set_property(DIRECTORY PROPERTY HUBDECK_PCH_${key} ${target})
  endif()
endfunction()
