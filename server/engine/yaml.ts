/** The name of the bundle: `import('./yaml.js')` finds `dist/yaml.js` there, and this file in the sources. */
export * from './yamlService';
