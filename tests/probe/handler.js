// A handler on Node's own http module: sends the envelope back as the body.
const http = require("node:http");

http
  .createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const envelope = text ? JSON.parse(text) : {};
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify({ Outputs: { res: { body: envelope } }, Logs: ["from node"] }));
    });
  })
  .listen(process.env.FUNCTIONS_CUSTOMHANDLER_PORT, "127.0.0.1");
