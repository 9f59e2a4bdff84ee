"""risalah: news articles in, the negotiating record out."""
