"""The engines at the terminal: `minzheng feel`, `dmn` and `bpmn`. For engineers; no database and no Django behind them."""
