//! Log lines on stdout, one JSON object each.

use std::io::Write;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

/// Writes one line: `time` (milliseconds since 1970), `level`, `service`, `message`, and `fields`, a JSON object.
pub fn info(message: &str, fields: Value) {
    let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    // Nobody reads stdout any more: no reason to stop serving.
    let _ = writeln!(std::io::stdout().lock(), "{}", line(time, message, fields));
}

fn line(time: u128, message: &str, fields: Value) -> Value {
    let mut line = json!({ "time": time as u64, "level": "info", "service": "omega", "message": message });
    if let (Value::Object(line), Value::Object(fields)) = (&mut line, fields) {
        line.extend(fields);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_object() {
        let text = line(7, "two\nlines", json!({ "status": 200 })).to_string();
        assert_eq!(text, r#"{"level":"info","message":"two\nlines","service":"omega","status":200,"time":7}"#);
    }
}
