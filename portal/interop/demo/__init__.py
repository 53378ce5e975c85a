"""The demonstration commune "Xã Đồng Sen": files written, then imported like any other."""
