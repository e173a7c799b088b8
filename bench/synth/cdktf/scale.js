// The same app as `src/scale.rs`: N parameters, one in ten of which holds the
// ARN of the one before it. Run as `node scale.js flat|nested N`.
//
// Resources are imported one by one, not through the provider's index, which
// alone takes longer to load than everything here.
const { App, TerraformStack } = require("cdktf");
const { Construct } = require("constructs");
const { AwsProvider } = require("@cdktf/provider-aws/lib/provider");
const { SsmParameter } = require("@cdktf/provider-aws/lib/ssm-parameter");

const GROUP = 10;

function parameter(scope, id, number, value) {
  return new SsmParameter(scope, id, {
    name: `/bench/p${number}`,
    type: "String",
    description: `Parameter number ${number} of the benchmark`,
    value: value ?? `value ${number}`,
    tags: { Number: `${number}`, Project: "bench" },
  });
}

function flat(stack, count) {
  let previous;
  for (let number = 0; number < count; number++) {
    const value = number % GROUP === GROUP - 1 ? previous.arn : undefined;
    previous = parameter(stack, `p${number}`, number, value);
  }
}

function nested(stack, count) {
  let scope;
  let previous;
  for (let number = 0; number < count; number++) {
    if (number % GROUP === 0) {
      scope = new Construct(stack, `group${number / GROUP}`);
    }
    const value = number % GROUP === GROUP - 1 ? previous.arn : undefined;
    previous = parameter(scope, `p${number % GROUP}`, number, value);
  }
}

const [shape, count] = process.argv.slice(2);
const app = new App();
const stack = new TerraformStack(app, "scale");
new AwsProvider(stack, "aws", { region: "eu-west-1" });
({ flat, nested })[shape](stack, Number(count));
app.synth();
