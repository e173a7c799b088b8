// Postagram's stacks, the same as the crate `stacks` defines for the stage
// `dev`: `measure` compares the documents before it times anything.
import { App } from "cdktf";
import { Serverless } from "./serverless";
import { Webservice } from "./webservice";

const app = new App();
const serverless = new Serverless(app);
new Webservice(app, serverless);
app.synth();
