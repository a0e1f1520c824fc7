/** Under the name that the bundle has it: `import('./yaml.js')` finds `dist/yaml.js` there, and this file in the sources. */
export * from './yamlService';
