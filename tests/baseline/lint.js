/* Reads the widget's modules with a parser and names what the oldest browsers do not know.

   `node lint.js FILE ...` prints one JSON object: file -> findings. Syntax comes from acorn (ECMAScript
   2019, and of 2020 what all three know: import() and import.meta); names of objects and members are
   looked up in MDN's data on browsers (@mdn/browser-compat-data): a name is too new when nothing that
   bears it is known to all of them. */
import { readFileSync } from "node:fs";
import { parse } from "acorn";
import { full } from "acorn-walk";

const data = JSON.parse(readFileSync(new URL("./node_modules/@mdn/browser-compat-data/data.json", import.meta.url)));
const OLDEST = { chrome: 80, firefox: 78, safari: 13 };
const SYNTAX = {
  ChainExpression: "optional chaining",
  PropertyDefinition: "class field",
  PrivateIdentifier: "private member",
  StaticBlock: "static block",
  AwaitExpression: "await",
  ExportAllDeclaration: "export *",
};

/* Whether each of the oldest browsers has had a feature from the beginning of its version. */
function known(compat) {
  return Object.keys(OLDEST).every((browser) => {
    const all = [].concat((compat.support || {})[browser] || []);
    return all.some((one) => {
      if (one.flags || one.prefix || one.alternative_name || one.partial_implementation) return false;
      const added = parseFloat(String(one.version_added).replace("≤", ""));
      const removed = parseFloat(String(one.version_removed).replace("≤", ""));
      return added <= OLDEST[browser] && !(removed <= OLDEST[browser]);
    });
  });
}

/* name -> whether anything of that name is known to all. */
const members = new Map();
const globals = new Map();

function note(map, name, compat) {
  map.set(name, map.get(name) || known(compat));
}

/* Notes what stands in `tree` under its name in `here`, and all that stands below in `members`. */
function gather(tree, here) {
  Object.keys(tree).forEach((name) => {
    if (name === "__compat" || name.includes("_event")) return;
    const one = tree[name];
    if (one.__compat) note(here, name.replace(/_static$/, ""), one.__compat);
    gather(one, members);
  });
}
gather(data.api, globals);
gather(data.javascript.builtins, globals);
// What stands on the window is called without it.
gather(data.api.Window, globals);

const declared = new Set();

function names(pattern) {
  if (!pattern) return [];
  if (pattern.type === "Identifier") return [pattern.name];
  if (pattern.type === "ObjectPattern") return pattern.properties.flatMap((one) => names(one.value || one.argument));
  if (pattern.type === "ArrayPattern") return pattern.elements.flatMap(names);
  if (pattern.type === "AssignmentPattern") return names(pattern.left);
  if (pattern.type === "RestElement") return names(pattern.argument);
  return [];
}

/* Names that the files give themselves: variables, parameters, methods, keys of objects. */
function gives(tree) {
  full(tree, (node) => {
    if (node.type === "VariableDeclarator") names(node.id).forEach((name) => declared.add(name));
    if (node.params) node.params.flatMap(names).forEach((name) => declared.add(name));
    if (node.id) names(node.id).forEach((name) => declared.add(name));
    if (node.type === "CatchClause") names(node.param).forEach((name) => declared.add(name));
    if (/Import\w*Specifier/.test(node.type)) declared.add(node.local.name);
    if ((node.type === "MethodDefinition" || node.type === "Property") && !node.computed) {
      declared.add(node.key.name || node.key.value);
    }
    if (node.type === "AssignmentExpression" && node.left.type === "MemberExpression" && !node.left.computed) {
      if (!members.has(node.left.property.name)) declared.add(node.left.property.name);
    }
  });
}

function findings(code) {
  const found = new Set();
  const tree = parse(code, { ecmaVersion: "latest", sourceType: "module" });
  full(tree, (node) => {
    if (SYNTAX[node.type]) found.add(SYNTAX[node.type]);
    if (node.key && node.key.type === "PrivateIdentifier") found.add("private member");
    if (node.type === "LogicalExpression" && node.operator === "??") found.add("nullish coalescing");
    if (node.type === "AssignmentExpression" && /^(\|\||&&|\?\?)=$/.test(node.operator)) found.add("logical assignment");
    if (node.type === "Literal" && node.bigint) found.add("bigint");
    if (node.type === "Literal" && !node.regex && /\d_\d/.test(node.raw) && typeof node.value === "number") found.add("numeric separator");
    if (node.type === "Literal" && node.regex && /\(\?<|\\p\{/.test(node.regex.pattern)) found.add("lookbehind or named group");
    if (node.type === "Literal" && node.regex && /[dsv]/.test(node.regex.flags)) found.add("flag of a regular expression");
    if (node.type === "MemberExpression" && !node.computed) {
      const { name } = node.property;
      if (members.get(name) === false && !declared.has(name)) found.add("." + name);
      // Safari 13 has addListener on a media query list, and no addEventListener.
      const of = node.object.callee && (node.object.callee.property || node.object.callee);
      if (name === "addEventListener" && of && of.name === "matchMedia") found.add("listener on a media query");
    }
    if (node.type === "Identifier" && globals.get(node.name) === false && !declared.has(node.name)) found.add(node.name);
    if (node.type === "MemberExpression" && node.object.name === "window" && globals.get(node.property.name) === false) {
      found.add(node.property.name);
    }
  });
  return Array.from(found).sort();
}

const files = process.argv.slice(2).map((path) => [path, readFileSync(path, "utf8")]);
files.forEach(([, code]) => gives(parse(code, { ecmaVersion: "latest", sourceType: "module" })));
process.stdout.write(JSON.stringify(Object.fromEntries(files.map(([path, code]) => [path, findings(code)]))));
